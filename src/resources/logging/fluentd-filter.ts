/**
 * A filter of Fluentd, in Ruby: one line of a container becomes a record. A line that is a JSON object becomes fields;
 * what must not be kept is blanked, wherever it stands; what is too long is cut, after that, so that no half of a card
 * number is left. docs/logging.md says what is found and what is not.
 *
 * Every expression takes linear time: none starts again within what a start before it has read. Mind that `{n,}+` is a
 * repeated repetition in Ruby; what must not be given back stands in `(?>…)`, `++` or `*+`.
 */
export const FLUENTD_FILTER = String.raw`# frozen_string_literal: true

require "json"
require "fluent/plugin/filter"

module Fluent
  module Plugin
    # Turns a line into a record that may be kept: fields, nothing secret, nothing endless.
    class ContainerLogFilter < Filter
      Fluent::Plugin.register_filter("container_log", self)

      BLANK = "[REDACTED]"

      # In characters. A longer line is not read as JSON.
      LONGEST_LINE = 256 * 1024
      LONGEST_MESSAGE = 32 * 1024
      LONGEST_FIELD = 8 * 1024
      LONGEST_NAME = 256
      DEEPEST = 32

      # Numbers of the loggers pino and bunyan.
      LEVELS = { 10 => "trace", 20 => "debug", 30 => "info", 40 => "warn", 50 => "error", 60 => "fatal" }.freeze

      # UUIDs, hexadecimal ids and IBANs are no card numbers, whatever their digits, so they are looked for first.
      NUMBERS = /
        (?<id>\b\h{8}-\h{4}-\h{4}-\h{4}-\h{12}\b|\b(?>\h{20,})\b)
        |(?<iban>\b[A-Z]{2}[0-9]{2}(?:\ ?[A-Z0-9]{4}){2,7}(?:\ ?[A-Z0-9]{1,3})?\b)
        |(?<digits>\+?[0-9]++(?:[\ \-][0-9]++)*+)
      /x
      DIGITS = /\+?[0-9]++(?:[ \-][0-9]++)*+/
      # Visa, Mastercard, American Express, Diners, JCB, Maestro, Discover, UnionPay.
      CARD = /\A(?:4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|3[0689][0-9]{12}
        |(?:35|50|5[6-8]|6[0-9])[0-9]{14,17})\z/x
      SHORTEST_CARD = 13
      LONGEST_CARD = 19
      LONGEST_PHONE = 15

      TOKEN = /
        (?<![A-Za-z0-9_\-])eyJ(?>[A-Za-z0-9_\-]{8,})\.(?>[A-Za-z0-9_\-]{8,})(?:\.[A-Za-z0-9_\-]*+)?
        |(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])
        |(?<![A-Za-z0-9])(?:[rsp]k_(?:live|test)|whsec)_(?>[A-Za-z0-9]{10,})
        |(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-)(?>[A-Za-z0-9_\-]{16,})
      /x
      BEARER = %r{(?<![A-Za-z])(?<scheme>Bearer(?:[ ]{1,4}|%20))(?=[A-Za-z._~+/=-]*+[0-9])(?>[A-Za-z0-9._~+/=-]{8,})}i
      PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\z)/m
      URL_PASSWORD = %r{(?<=://)(?<user>(?>[^\s/:@"']{0,256})):(?>[^\s/@"']{1,256})@}

      SECRET = "passwo?r?d|passphrase|secret|token|(?:api|access|private)[_-]?key|authorization|credentials?|cookie|cvv2?|cvc2?"
      SECRET_NAME = /(?:#{SECRET})\z/i
      # A name in a text, a separator, a value: up to the end of its quotes, or up to what ends a word.
      ASSIGNMENT = /
        (?<name>(?:#{SECRET})(?:\\{0,3}["'])?[\ \t]{0,8}(?:=>|[=:])[\ \t]{0,8})
        (?:\[REDACTED\]|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|\\{1,3}"[^"\\]*+|(?:(?:Basic|Bearer|Digest|Token)\ {1,4})?[^\s"'\\,;&}\]]++)
      /ix

      def filter(_tag, _time, record)
        line = record.delete("message").to_s.dup.force_encoding(Encoding::UTF_8).scrub("?")
        fields = parse(line)
        message = redact(fields ? text_of(fields) || line : line)
        record["message"] = cut(message, LONGEST_MESSAGE)
        record["truncated"] = true if message.length > LONGEST_MESSAGE
        if fields
          level = level_of(fields)
          record["level"] = level if level
          record["json"] = clean(fields)
        end
        record
      end

      private

      # Nothing but a whole object is read; anything else stays the text that it is.
      def parse(line)
        return nil unless line.start_with?("{") && line.length <= LONGEST_LINE

        JSON.parse(line, max_nesting: DEEPEST)
      rescue JSON::ParserError
        nil
      end

      def text_of(fields)
        [fields["message"], fields["msg"]].find { |text| text.is_a?(String) && !text.empty? }
      end

      def level_of(fields)
        level = fields["level"] || fields["severity"]
        return LEVELS[level] unless level.is_a?(String)

        level.downcase[/\A[a-z]{1,20}\z/]
      end

      def clean(value)
        case value
        when Hash
          value.to_h do |name, entry|
            [cut(redact(name.delete("\0")), LONGEST_NAME), secret?(name, entry) ? BLANK : clean(entry)]
          end
        when Array then value.map { |entry| clean(entry) }
        when String then cut(redact(value), LONGEST_FIELD)
        when Integer then card?(value.to_s) ? BLANK : value
        else value
        end
      end

      # That there is none is no secret.
      def secret?(name, entry)
        SECRET_NAME.match?(name) && ![nil, true, false, ""].include?(entry)
      end

      def cut(text, longest)
        text.length > longest ? "#{text[0, longest]}…" : text
      end

      def redact(text)
        text
          .gsub(PRIVATE_KEY, BLANK)
          .gsub(ASSIGNMENT) { "#{$~[:name]}#{BLANK}" }
          .gsub(BEARER) { "#{$~[:scheme]}#{BLANK}" }
          .gsub(URL_PASSWORD) { "#{$~[:user]}:#{BLANK}@" }
          .gsub(TOKEN, BLANK)
          .gsub(NUMBERS) do |found|
            if $~[:digits] then without_cards(found)
            elsif $~[:iban] && !iban?(found) then found.gsub(DIGITS) { |digits| without_cards(digits) }
            else found
            end
          end
      end

      # Card numbers begin and end where groups of digits do: "4111 1111 1111 1111", whatever stands before or after.
      def without_cards(digits)
        return digits if digits.length < SHORTEST_CARD
        return digits if digits.start_with?("+") && digits.count("0-9") <= LONGEST_PHONE

        # Groups at even places, what separates them at odd ones.
        parts = digits.split(/([^0-9])/)
        kept = []
        at = 0
        while at < parts.length
          past = card_end(parts, at)
          kept << (past ? BLANK : parts[at])
          at = past || (at + 1)
        end
        kept.join
      end

      # Where the longest card number that begins at a part has ended; nil where none begins.
      def card_end(parts, at)
        return nil unless at.even? && parts[at].match?(/\A[2-6]/)

        number = +""
        found = nil
        at.step(parts.length - 1, 2) do |place|
          number << parts[place]
          break if number.length > LONGEST_CARD

          found = place + 1 if number.length >= SHORTEST_CARD && card?(number)
        end
        found
      end

      def card?(number)
        CARD.match?(number) && (luhn(number) % 10).zero?
      end

      def luhn(number)
        number.reverse.each_char.with_index.sum do |digit, index|
          value = digit.to_i * (index.odd? ? 2 : 1)
          value > 9 ? value - 9 : value
        end
      end

      # @see ISO 13616: the check digits make the rest of a division by 97 one.
      def iban?(text)
        code = text.delete(" ")
        (code[4..] + code[0, 4]).gsub(/[A-Z]/) { |letter| (letter.ord - 55).to_s }.to_i % 97 == 1
      end
    end
  end
end
`;
