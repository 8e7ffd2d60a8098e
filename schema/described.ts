/** The values of an enum, from what each means. */
export const described = <Name extends string>(words: Record<Name, string>) =>
  Object.fromEntries(Object.entries<string>(words).map(([name, description]) => [name, { description }])) as Record<
    Name,
    { description: string }
  >;
