import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.*;

/**
 * Does to a broker what stands on the lines of the standard input, as the user of each line, and answers each with a
 * line: "ok", or the name of the exception. Arguments: the bootstrap address, and the folder with ca.p12 and <user>.p12.
 *
 * <pre>
 * topic name partitions replicas option=value,…      acl principal type name pattern operation
 * produce user topic      consume user topic group      transact user topic id
 * </pre>
 */
public class Probe {
  static String bootstrap;
  static String folder;

  public static void main(String[] arguments) throws Exception {
    bootstrap = arguments[0];
    folder = arguments[1];
    try (Admin admin = Admin.create(config("admin")); Scanner lines = new Scanner(System.in)) {
      while (lines.hasNextLine()) {
        String[] words = lines.nextLine().split(" ");
        String answer;
        try {
          act(admin, words);
          answer = "ok";
        } catch (ExecutionException failure) {
          answer = failure.getCause().getClass().getSimpleName();
        } catch (Exception failure) {
          answer = failure.getClass().getSimpleName();
        }
        System.out.println(answer);
      }
    }
  }

  static void act(Admin admin, String[] words) throws Exception {
    switch (words[0]) {
      case "topic" -> {
        Map<String, String> options = new HashMap<>();
        for (String option : words[4].split(",")) options.put(option.split("=")[0], option.split("=")[1]);
        NewTopic topic = new NewTopic(words[1], Integer.parseInt(words[2]), Short.parseShort(words[3]));
        admin.createTopics(List.of(topic.configs(options))).all().get();
      }
      case "acl" -> {
        ResourcePattern resource =
            new ResourcePattern(ResourceType.fromString(words[2]), words[3], PatternType.fromString(words[4]));
        AccessControlEntry entry =
            new AccessControlEntry(words[1], "*", AclOperation.fromString(words[5]), AclPermissionType.ALLOW);
        admin.createAcls(List.of(new AclBinding(resource, entry))).all().get();
      }
      case "produce" -> {
        try (Producer<String, String> producer = producer(words[1], Map.of())) {
          producer.send(new ProducerRecord<>(words[2], "key", "value")).get();
        }
      }
      case "transact" -> {
        try (Producer<String, String> producer =
            producer(words[1], Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, words[3]))) {
          producer.initTransactions();
          producer.beginTransaction();
          producer.send(new ProducerRecord<>(words[2], "key", "value"));
          producer.commitTransaction();
        }
      }
      case "consume" -> {
        Properties config = config(words[1]);
        config.put("group.id", words[3]);
        config.put("allow.auto.create.topics", "false");
        try (KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
          consumer.subscribe(
              List.of(words[2]),
              new ConsumerRebalanceListener() {
                // Others of the group may have read everything.
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                  consumer.seekToBeginning(partitions);
                }

                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
              });
          long end = System.currentTimeMillis() + 20_000;
          while (consumer.poll(Duration.ofMillis(500)).isEmpty())
            if (System.currentTimeMillis() > end) throw new IllegalStateException("nothing came");
          consumer.commitSync();
        }
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  static Producer<String, String> producer(String user, Map<String, String> more) {
    Properties config = config(user);
    config.putAll(more);
    config.put("max.block.ms", "20000");
    config.put("delivery.timeout.ms", "20000");
    config.put("request.timeout.ms", "10000");
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  static Properties config(String user) {
    Properties config = new Properties();
    config.put("bootstrap.servers", bootstrap);
    config.put("security.protocol", "SSL");
    config.put("ssl.truststore.type", "PKCS12");
    config.put("ssl.truststore.location", folder + "/ca.p12");
    config.put("ssl.truststore.password", "password");
    config.put("ssl.keystore.type", "PKCS12");
    config.put("ssl.keystore.location", folder + "/" + user + ".p12");
    config.put("ssl.keystore.password", "password");
    return config;
  }
}
