{{- define "bailiff.joinTokenSecret" -}}
{{- .Values.joinToken.secret | default (printf "%s-join-token" .Release.Name) -}}
{{- end -}}

{{- define "bailiff.labels" -}}
app.kubernetes.io/name: bailiff
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
