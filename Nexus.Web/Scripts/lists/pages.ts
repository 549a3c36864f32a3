// Further pages of a list as one scrolls. Pages far from what is seen are taken out of the document and put back, so that the thousandth page is as light as the first.
import { page } from '../api'
import { el, find } from '../dom'
import { toastProblem } from '../toast'

const AHEAD = '900px'
/** How far from what is seen a page stays in the document. */
const KEPT = '3000px'

export class Pages {
  private readonly next: IntersectionObserver
  private readonly far: IntersectionObserver
  private readonly taken = new Map<Element, HTMLElement[]>()
  private readonly abort = new AbortController()
  private busy = false

  constructor(private readonly box: HTMLElement) {
    this.next = new IntersectionObserver(entries => { if (entries.some(e => e.isIntersecting)) void this.load() }, { root: box, rootMargin: AHEAD })
    this.far = new IntersectionObserver(entries => entries.forEach(e => this.seen(e)), { root: box, rootMargin: KEPT })
    const link = this.link
    if (!link) return
    this.next.observe(link)
    find('tbody[data-page]', box) && this.far.observe(find('tbody[data-page]', box)!)
    link.addEventListener('click', e => { e.preventDefault(); void this.load() }, { signal: this.abort.signal })
  }

  stop(): void {
    this.next.disconnect()
    this.far.disconnect()
    this.abort.abort()
    for (const body of this.taken.keys()) this.putBack(body)
  }

  private get link(): HTMLAnchorElement | null { return find<HTMLAnchorElement>('[data-next]', this.box) }

  private async load(): Promise<void> {
    const link = this.link
    if (!link || this.busy) return
    this.busy = true
    link.classList.add('busy')
    try {
      const further = await page(link.href, this.abort.signal)
      const rows = find('tbody[data-page]', further)
      const following = find<HTMLAnchorElement>('[data-next]', further)
      if (rows) {
        const body = document.importNode(rows, true)
        const bodies = this.box.querySelectorAll('tbody[data-page]')
        bodies[bodies.length - 1]!.after(body)
        this.far.observe(body)
      }
      if (following) link.href = following.href
      else link.remove()
    } catch (e) {
      // The link stays: a press tries again.
      toastProblem(e)
    } finally {
      this.busy = false
      link.classList.remove('busy')
    }
    // What is still in sight asks for the next page at once.
    if (link.isConnected) { this.next.unobserve(link); this.next.observe(link) }
  }

  private seen(entry: IntersectionObserverEntry): void {
    const body = entry.target
    if (entry.isIntersecting) this.putBack(body)
    else if (!this.taken.has(body) && body.isConnected && !body.contains(document.activeElement)) this.takeOut(body as HTMLElement)
  }

  private takeOut(body: HTMLElement): void {
    const height = body.offsetHeight
    const rows = [...body.children] as HTMLElement[]
    if (height === 0 || rows.length === 0) return
    const space = el('td', { colspan: 1000 })
    space.style.height = `${height}px`
    this.taken.set(body, rows)
    body.replaceChildren(el('tr', { 'aria-hidden': 'true', class: 'list-space' }, space))
  }

  private putBack(body: Element): void {
    const rows = this.taken.get(body)
    if (!rows) return
    this.taken.delete(body)
    body.replaceChildren(...rows)
  }
}
