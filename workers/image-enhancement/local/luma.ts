/** Luma of 8-bit sRGB, 0 to 255: the weights of ITU-R BT.601, as JPEG has them, in 256ths. Exact for greys. */
export const luma = (red: number, green: number, blue: number): number => (77 * red + 150 * green + 29 * blue) >> 8;
