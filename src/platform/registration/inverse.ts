/** The inverse of a square matrix (Gauss-Jordan with partial pivoting); null of one that has none, as far as doubles can tell. */
export function inverse(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [...row, ...row.map((_, column) => (column === at ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column).map((row) => Math.abs(row[column]!));
    const largest = Math.max(...rest);
    if (!(largest > 1e-12 * Math.abs(matrix[column]![column]!))) return null;
    const at = column + rest.indexOf(largest);
    [rows[column], rows[at]] = [rows[at]!, rows[column]!];
    const pivot = rows[column]!.map((value) => value / rows[column]![column]!);
    for (const [index, row] of rows.entries()) {
      const factor = row[column]!;
      rows[index] = index === column ? pivot : row.map((value, place) => value - factor * pivot[place]!);
    }
  }
  return rows.map((row) => row.slice(size));
}
