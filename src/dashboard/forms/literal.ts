import { shapeOf, type InputTypes, type TypeRef } from './input-types.ts';

/** A value as one writes it in GraphQL, with enums as names. */
export function literal(value: unknown, ref: TypeRef, types: InputTypes, indent = '  '): string {
  const { name } = shapeOf(ref);
  return write(value, name, types, indent);
}

function write(value: unknown, name: string, types: InputTypes, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((one) => write(one, name, types, inner)).join(', ')}]`;
  const type = types.type(name);
  if (typeof value === 'object' && value !== null) {
    const lines = Object.entries(value).map(([key, one]) => {
      const field = type?.inputFields?.find((candidate) => candidate.name === key);
      return `${inner}${key}: ${write(one, field ? shapeOf(field.type).name : '', types, inner)}`;
    });
    return lines.length > 0 ? `{\n${lines.join('\n')}\n${indent}}` : '{}';
  }
  return type?.kind === 'ENUM' && typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
