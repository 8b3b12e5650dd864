{{- define "foundry.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* What all pods of this installation have, and nothing else has. */}}
{{- define "foundry.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* A dict of root and component. */}}
{{- define "foundry.labels" -}}
{{ include "foundry.selector" .root }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* A dict of root and image. */}}
{{- define "foundry.image" -}}
{{- $image := .root.Values.image -}}
{{- $digest := get $image.digests .image -}}
{{ $image.registry }}/{{ .image }}{{ if $digest }}@{{ $digest }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{/* Pods that pass the restricted profile. */}}
{{- define "foundry.podSecurity" -}}
automountServiceAccountToken: false
# A service called kafka or foundry-gateway would otherwise become settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "foundry.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* Broker, store and how jobs are run: the same for every service. */}}
{{- define "foundry.env" -}}
{{- $kafka := .Values.kafka -}}
{{- $store := .Values.store -}}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ $kafka.bootstrapServers | quote }}
- name: KAFKA_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol }}
{{- if hasPrefix "SASL" $kafka.securityProtocol }}
- name: KAFKA_SASL_MECHANISM
  value: {{ required "kafka.saslMechanism has to be given with kafka.securityProtocol SASL_*, for example SCRAM-SHA-512" $kafka.saslMechanism }}
- name: KAFKA_SASL_JAAS_CONFIG
  valueFrom:
    secretKeyRef:
      name: {{ required "kafka.existingSecret has to name the secret with sasl.jaas.config, with kafka.securityProtocol SASL_*" $kafka.existingSecret }}
      key: {{ $kafka.jaasConfigKey }}
{{- end }}
{{- if $kafka.caSecret }}
- name: KAFKA_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: KAFKA_SSL_TRUSTSTORE_LOCATION
  value: /etc/kafka-ca/{{ $kafka.caKey }}
{{- end }}
- name: FOUNDRY_STORE_ENDPOINT
  value: {{ $store.endpoint | quote }}
- name: FOUNDRY_STORE_BUCKET
  value: {{ $store.bucket | quote }}
{{- with $store.region }}
- name: FOUNDRY_STORE_REGION
  value: {{ . | quote }}
{{- end }}
- name: FOUNDRY_STORE_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ $store.existingSecret }}
      key: {{ $store.accessKeyKey }}
- name: FOUNDRY_STORE_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ $store.existingSecret }}
      key: {{ $store.secretKeyKey }}
- name: FOUNDRY_JOB_LOCK_DURATION
  value: {{ .Values.jobs.lockDuration | quote }}
{{- with include "foundry.pools" . }}
- name: FOUNDRY_POOLS
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* What only services that run all the time or work need. */}}
{{- define "foundry.serviceEnv" -}}
- name: FOUNDRY_HTTP_HOST
  value: 0.0.0.0
- name: FOUNDRY_HTTP_PORT
  value: "8080"
{{- with .Values.tracing.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- if .Values.logs.json }}
- name: QUARKUS_LOG_CONSOLE_JSON_ENABLED
  value: "true"
{{- end }}
- name: FOUNDRY_ANCESTOR_TORCHSCRIPT
  value: {{ .Values.torchscriptAncestors | quote }}
{{- end }}

{{- define "foundry.workerEnv" -}}
- name: FOUNDRY_WORKER_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: FOUNDRY_WORKER_DIRECTORY
  value: /work/jobs
- name: DJL_CACHE_DIR
  value: /work/djl
- name: FOUNDRY_JOB_ATTEMPTS
  value: {{ .Values.jobs.attempts | quote }}
- name: FOUNDRY_JOB_PROGRESS_DEADLINE
  value: {{ .Values.jobs.progressDeadline | quote }}
{{- end }}

{{- define "foundry.probes" -}}
startupProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}

{{- define "foundry.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.kafka.caSecret }}
- name: kafka-ca
  mountPath: /etc/kafka-ca
  readOnly: true
{{- end }}
{{- end }}

{{- define "foundry.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 1Gi}
{{- with .Values.kafka.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ . }}
{{- end }}
{{- end }}

{{- define "foundry.gigabytes" -}}
{{ mul (int64 .) 1000000000 }}
{{- end }}

{{/* Pools that recipes can ask for, beside the default one. Those whose workers are switched off keep their jobs. */}}
{{- define "foundry.pools" -}}
{{- $pools := list }}
{{- range $own := .Values.pools }}
{{- $pools = append $pools (get (mergeOverwrite (deepCopy $.Values.poolDefaults) (deepCopy $own)) "pool") }}
{{- end }}
{{- without $pools "default" | uniq | sortAlpha | join "," }}
{{- end }}

{{/* Kinds of jobs of a pool. A test holds this list against the services. */}}
{{- define "foundry.kinds" -}}
{{- if .kinds }}{{ join "," .kinds }}{{ else }}{{ get (dict "distiller" "distill,grow,operator,select" "tuner" "fit,tune") .service }}{{ end }}
{{- end }}

{{/* A duration of the values, as the schema allows it, in milliseconds. */}}
{{- define "foundry.milliseconds" -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- mul (trimSuffix $unit . | int64) (get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000) $unit) -}}
{{- end }}
