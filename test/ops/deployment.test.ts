// The manifests and the compose file held to the program: ports, probes, graces, limits and metrics that really exist.
// Their form is checked by `ops/check-manifests.sh` against the schemas of Kubernetes and Compose.
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { describeSettings, readConfig } from '../../src/config.ts';
import { GAUGES } from '../../src/metrics/catalogue.ts';

const ROOT = path.join(import.meta.dir, '../..');
const MACHINE = { cores: 2, memoryBytes: 2 ** 30 };

/** As deep as these tests look. */
type Probe = { httpGet: { path: string; port: string }; periodSeconds: number; failureThreshold: number };
type ContainerSpec = {
  image: string;
  ports: { name: string; containerPort: number }[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string } } }[];
  resources: { limits: Record<string, string>; requests: Record<string, string> };
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
  lifecycle: { preStop: { sleep: { seconds: number } } };
  securityContext: object;
};
type Manifest = {
  kind: string;
  metadata: { name: string };
  spec: {
    replicas: number;
    minReplicas: number;
    maxUnavailable: number;
    metrics: { pods?: { metric: { name: string } } }[];
    template: {
      spec: { terminationGracePeriodSeconds: number; securityContext: object; containers: [ContainerSpec] };
    };
  };
};

const folder = path.join(ROOT, 'ops/kubernetes');
const manifests = readdirSync(folder).flatMap((name) =>
  parseAllDocuments(readFileSync(path.join(folder, name), 'utf8')).map((document): Manifest => document.toJS()),
);

function find(kind: string, name = 'quintet'): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`Found no ${kind} "${name}"`);
  return found;
}

const pod = find('Deployment').spec.template.spec;
const [container] = pod.containers;
const settings = Object.fromEntries(
  container.env.map(({ name, value }) => [name, value ?? 'from a secret of 16 or more']),
);

describe('the Deployment', () => {
  test('has two replicas or more, also by its autoscaler, and loses one at a time', () => {
    expect(find('Deployment').spec.replicas).toBeGreaterThanOrEqual(2);
    expect(find('HorizontalPodAutoscaler').spec.minReplicas).toBeGreaterThanOrEqual(2);
    expect(find('PodDisruptionBudget').spec.maxUnavailable).toBe(1);
  });

  test('gives a pod more time than its pre-stop and its drain take', () => {
    const config = readConfig(settings, MACHINE);
    const needed = container.lifecycle.preStop.sleep.seconds + config.drainSeconds;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(needed + 5);
  });

  test('sends traffic while the service is ready and restarts only what does not live', () => {
    const paths = [container.startupProbe, container.readinessProbe, container.livenessProbe].map(
      (probe) => probe.httpGet.path,
    );
    expect(paths).toEqual(['/health/ready', '/health/ready', '/health/live']);
    expect(container.startupProbe.periodSeconds * container.startupProbe.failureThreshold).toBeGreaterThanOrEqual(30);
  });

  test('may write nowhere, become nobody else and gets no token', () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('sets only settings that there are, and every secret from the Secret', () => {
    const known = describeSettings().flatMap(({ name }) => [...name.matchAll(/[A-Z][A-Z_]+/g)].map(([word]) => word));
    expect(Object.keys(settings).filter((name) => !known.includes(name))).toEqual([]);
    const secret = container.env.filter(({ valueFrom }) => valueFrom?.secretKeyRef.name === 'quintet');
    expect(secret.map(({ name }) => name).sort()).toEqual(['RAG_API_KEY', 'RAG_CACHE_KEY']);
  });

  test('limits processor and memory of every container', () => {
    for (const { kind, spec } of manifests)
      if (kind === 'Deployment')
        expect(Object.keys(spec.template.spec.containers[0].resources.limits)).toEqual(
          expect.arrayContaining(['cpu', 'memory']),
        );
  });
});

describe('the autoscaler', () => {
  test('scales by a gauge that the service has', () => {
    const names = find('HorizontalPodAutoscaler').spec.metrics.flatMap(({ pods }) => pods?.metric.name ?? []);
    expect(names).toEqual([GAUGES.queueDepth.name]);
  });
});

describe('the compose file', () => {
  type Compose = { services: Record<string, { [setting: string]: unknown; environment?: Record<string, string> }> };
  const compose: Compose = parse(readFileSync(path.join(ROOT, 'ops/compose.yaml'), 'utf8'));

  test('asks for its secrets, publishes to this machine alone and shares one Redis', () => {
    const service = compose.services.quintet;
    expect(service?.environment?.RAG_API_KEY).toMatch(/^\$\{RAG_API_KEY:\?/);
    expect(service?.environment?.REDIS_URL).toBe('redis://redis:6379');
    expect(service?.ports).toEqual(['127.0.0.1:8787:8787']);
  });

  test('runs everything read-only with limits', () => {
    for (const service of Object.values(compose.services))
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], mem_limit: expect.any(String) });
  });

  test('waits longer than the drain before it kills', () => {
    expect(Number.parseInt(String(compose.services.quintet?.stop_grace_period), 10)).toBeGreaterThan(
      readConfig({}, MACHINE).drainSeconds,
    );
  });
});
