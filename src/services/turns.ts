/** Does what has the same name one after the other. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return {
    /** Once everything of that name that came before is over, however it ended. */
    async next<T>(name: string, task: () => Promise<T>): Promise<T> {
      const turn = (last.get(name) ?? Promise.resolve()).then(task, task);
      last.set(name, turn);
      try {
        return await turn;
      } finally {
        if (last.get(name) === turn) last.delete(name);
      }
    },
  };
}
