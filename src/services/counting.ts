/** The same function, of which each success is counted. */
export const counting =
  <Args extends unknown[], Result>(
    act: (...args: Args) => Promise<Result>,
    count: (result: Result, ...args: Args) => void,
  ) =>
  async (...args: Args): Promise<Result> => {
    const result = await act(...args);
    count(result, ...args);
    return result;
  };
