/** What a notification says. Whatever an alert carries is put in as text, by Alertmanager's own templates. */
const TEXTS = {
  title:
    '{{ if eq .Status "firing" }}{{ len .Alerts.Firing }} firing{{ else }}resolved{{ end }}: {{ .GroupLabels.alertname }}{{ with .GroupLabels.service }} of {{ . }}{{ end }} ({{ .CommonLabels.environment }})',
  summaries: "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}",
  text: "{{ range .Alerts }}{{ .Annotations.summary }}{{ with .Annotations.runbook_url }} <{{ . }}|What to do>{{ end }}\n{{ end }}",
  color:
    '{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}',
} as const;

/** The file with the templates, so that each stands once however many receivers there are. */
export const alertTexts: string = Object.entries(TEXTS)
  .map(([name, text]) => `{{ define "alert.${name}" }}${text}{{ end }}\n`)
  .join("");

/** Refers to a text from a field of a receiver. */
export const textOf = (name: keyof typeof TEXTS): string => `{{ template "alert.${name}" . }}`;
