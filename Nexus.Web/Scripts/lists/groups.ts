// Groups of rows open and close; what is in one is asked for when it first opens.
import { page } from '../api'
import { all, find } from '../dom'
import { toastProblem } from '../toast'

export function loadGroups(list: HTMLElement, box: HTMLElement): { stop(): void } {
  const abort = new AbortController()
  box.addEventListener('click', e => {
    const link = (e.target as Element).closest<HTMLAnchorElement>('[data-group], [data-all]')
    if (!link || e.ctrlKey || e.metaKey) return
    // All of a long group is a list of its own.
    if (link.dataset['all'] !== undefined) return
    e.preventDefault()
    void toggle(link)
  }, { signal: abort.signal })
  box.addEventListener('keydown', e => {
    const link = (e.target as Element).closest<HTMLAnchorElement>('[data-group]')
    if (link && e.key === ' ') { e.preventDefault(); void toggle(link) }
  }, { signal: abort.signal })
  return { stop: () => abort.abort() }

  async function toggle(link: HTMLAnchorElement): Promise<void> {
    const body = link.closest('tbody')!.nextElementSibling as HTMLElement
    const open = link.getAttribute('aria-expanded') !== 'true'
    if (open && body.children.length === 0) {
      link.setAttribute('aria-busy', 'true')
      try {
        const answer = await page(link.href, abort.signal)
        const rows = find('tbody[data-page]', answer)
        if (rows) body.append(...all('tr', rows).map(row => document.importNode(row, true)))
      } catch (e) {
        toastProblem(e)
        return
      } finally { link.removeAttribute('aria-busy') }
    }
    link.setAttribute('aria-expanded', String(open))
    body.hidden = !open
    list.dispatchEvent(new CustomEvent('nexus:rows'))
  }
}
