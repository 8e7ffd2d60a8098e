/** Of plots, wherever they are. */
export const blue = '#1f5fbf';
export const red = '#c0392b';
export const grey = '#8a93a0';
export const config = {
  background: 'white',
  font: 'sans-serif',
  axis: { gridColor: '#e6e9ee', labelColor: '#333', titleColor: '#333', titleFontWeight: 'normal' as const },
  legend: { orient: 'bottom' as const, title: null },
};
