// The parts of an OpenAPI 3.1 document that the page reads, and its operations as a list.

export type Schema = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

export type Example = { readonly summary?: string; readonly value: unknown };
type Content = Readonly<
  Record<string, { readonly schema?: Schema; readonly examples?: Readonly<Record<string, Example>> }>
>;

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
};

type RawOperation = {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly security?: readonly unknown[];
};

export type ApiDocument = {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
};

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  readonly body:
    | { readonly schema: Schema | undefined; readonly examples: readonly (readonly [string, Example])[] }
    | undefined;
  readonly answers: readonly {
    readonly status: string;
    readonly description: string;
    readonly schema: Schema | undefined;
  }[];
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function listOperations({ paths }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation ? [toOperation(operation, { method, path })] : [];
    }),
  );
}

function toOperation(operation: RawOperation, { method, path }: { method: string; path: string }): Operation {
  const { summary = '', security, parameters = [], requestBody, responses } = operation;
  const body = requestBody && firstContent(requestBody.content);
  return {
    id: `${method}${path.replaceAll(/[^\w]+/g, '-')}`,
    method,
    path,
    summary,
    // An empty list lifts the key that the document asks for; without a list the document's counts.
    isPublic: security?.length === 0,
    parameters,
    body: requestBody && { schema: body?.schema, examples: Object.entries(body?.examples ?? {}) },
    answers: Object.entries(responses).map(([status, { description, content }]) => ({
      status,
      description,
      schema: content && firstContent(content)?.schema,
    })),
  };
}

function firstContent(content: Content) {
  return Object.values(content)[0];
}
