{{/* The pod of a pool. A dict of root, name and pool. */}}
{{- define "foundry.poolPod" -}}
{{- $pool := .pool -}}
{{- $image := $pool.gpu.enabled | ternary (printf "%s-cuda" $pool.service) $pool.service -}}
serviceAccountName: {{ include "foundry.name" .root }}-worker
{{ include "foundry.podSecurity" .root }}
terminationGracePeriodSeconds: {{ add 15 $pool.shutdownGraceSeconds }}
{{- if eq $pool.mode "scaledJob" }}
restartPolicy: Never
{{- end }}
{{- with $pool.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $pool.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if or $pool.tolerations $pool.gpu.enabled }}
tolerations:
  {{- if $pool.gpu.enabled }}
  - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
  {{- end }}
  {{- with $pool.tolerations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
containers:
  - name: {{ $pool.service }}
    image: {{ include "foundry.image" (dict "root" .root "image" $image) }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    {{- include "foundry.containerSecurity" .root | nindent 4 }}
    ports:
      - {name: http, containerPort: 8080}
    env:
      {{- include "foundry.env" .root | nindent 6 }}
      {{- include "foundry.serviceEnv" .root | nindent 6 }}
      {{- include "foundry.workerEnv" .root | nindent 6 }}
      - name: FOUNDRY_WORKER_CACHE_BYTES
        value: {{ include "foundry.gigabytes" $pool.cacheGigabytes | quote }}
      {{- if ne $pool.pool "default" }}
      - name: FOUNDRY_WORKER_POOL
        value: {{ $pool.pool }}
      {{- end }}
      {{- if $pool.kinds }}
      - name: FOUNDRY_WORKER_KINDS
        value: {{ include "foundry.kinds" $pool | quote }}
      {{- end }}
      {{- if eq $pool.mode "scaledJob" }}
      - name: FOUNDRY_WORKER_JOBS
        value: "1"
      - name: FOUNDRY_WORKER_IDLE_PATIENCE
        value: {{ $pool.idlePatience | quote }}
      {{- end }}
      - name: FOUNDRY_JOB_SHUTDOWN_GRACE
        value: {{ $pool.shutdownGraceSeconds }}s
      - name: FOUNDRY_TORCH_DEVICE
        value: {{ $pool.gpu.enabled | ternary "cuda:0" "cpu" }}
      - name: FOUNDRY_TORCH_THREADS
        value: {{ $pool.threads | quote }}
      - name: JDK_JAVA_OPTIONS
        value: -XX:MaxRAMPercentage={{ $pool.heapPercentage }}
      {{- with $pool.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- include "foundry.probes" .root | nindent 4 }}
    {{- $resources := deepCopy $pool.resources }}
    {{- if $pool.gpu.enabled }}
    {{- $_ := set $resources "limits" (merge (dict $pool.gpu.resource 1) (default dict $resources.limits)) }}
    {{- end }}
    resources:
      {{- toYaml $resources | nindent 6 }}
    volumeMounts:
      {{- include "foundry.mounts" .root | nindent 6 }}
      - name: work
        mountPath: /work
volumes:
  {{- include "foundry.volumes" .root | nindent 2 }}
  - name: work
    emptyDir: {sizeLimit: {{ $pool.scratch }}}
{{- end }}
