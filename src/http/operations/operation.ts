/** A GraphQL operation as a client sends it. */
export interface OperationParams {
  query: string;
  operationName?: string | null;
  variables?: Readonly<Record<string, unknown>> | null;
}
