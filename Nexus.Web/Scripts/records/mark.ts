// What somebody else changed, shown as such.
/** For a moment in another colour, so that one sees what changed. */
export function mark(element: Element): void {
  element.classList.remove('changed')
  // Asked for so that the animation begins anew.
  void (element as HTMLElement).offsetWidth
  element.classList.add('changed')
}
