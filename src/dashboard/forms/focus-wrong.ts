/** Moves the focus to the first field that something is wrong with. */
export function focusWrong(form: HTMLElement) {
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"], fieldset > .problem');
  if (!wrong) return;
  const folded = wrong.closest('details');
  if (folded) folded.open = true;
  const inside = wrong.matches('.problem') ? wrong.parentElement?.querySelector<HTMLElement>('input, button') : null;
  (inside ?? wrong).focus();
}
