// How many rows there are and what they come to: asked for after the rows are shown, so that nobody waits for it.
import { page } from '../api'
import { find } from '../dom'

export function loadSummary(list: HTMLElement): { stop(): void } {
  const abort = new AbortController()
  void load()
  return { stop: () => abort.abort() }

  async function load(): Promise<void> {
    const { fragments, state = '', in: only } = list.dataset
    try {
      const answer = await page(`${fragments}/summary?${state}${only ? `&in=${encodeURIComponent(only)}` : ''}`, abort.signal)
      const [count, sums] = [find('[data-count]', answer), find('[data-sums] tr', answer)]
      const place = find('[data-count]', list)
      if (count && place) {
        place.textContent = count.textContent
        place.title = count.title
      }
      const foot = find('[data-sums]', list)
      if (sums && foot) {
        foot.replaceChildren(document.importNode(sums, true))
        foot.hidden = false
      }
    } catch { /* A list without its sums is a list all the same. */ }
  }
}
