// The filter builder: its form comes from the server, anew for each field and comparison; sent, it becomes a condition in the list's address.
import { page } from '../api'
import { all, find } from '../dom'
import { fieldsIn, readField, setFault, Unreadable } from '../inputs/read'
import { t } from '../texts'
import { toastProblem } from '../toast'
import '../inputs/all'

class Filter extends HTMLElement {
  private abort = new AbortController()

  connectedCallback(): void {
    this.abort = new AbortController()
    const { signal } = this.abort
    // The button that opens the menu says which condition it is about.
    document.addEventListener('click', e => {
      const opener = (e.target as Element).closest<HTMLElement>('[data-filter]')
      if (opener) void this.ask(opener.dataset['filter']!)
    }, { signal, capture: true })
    this.addEventListener('change', e => {
      if ((e.target as Element).matches('[data-ask]')) this.again((e.target as HTMLSelectElement).name === 'op')
    }, { signal })
    this.addEventListener('submit', e => { e.preventDefault(); this.send(e.target as HTMLFormElement) }, { signal })
    this.addEventListener('toggle', e => { if ((e as ToggleEvent).newState === 'open') this.place() }, { signal })
  }

  disconnectedCallback(): void { this.abort.abort() }

  private again(withOperator: boolean): void {
    const form = find<HTMLFormElement>('form', this)!
    const query = new URLSearchParams()
    const at = find<HTMLInputElement>('[name=at]', form)?.value
    if (at) query.set('at', at)
    query.set('f', find<HTMLSelectElement>('[name=f]', form)!.value)
    const operator = find<HTMLSelectElement>('[name=op]', form)
    if (operator && withOperator) query.set('op', operator.value)
    void this.ask(query.toString())
  }

  private async ask(query: string): Promise<void> {
    const focused = (document.activeElement as HTMLElement | null)?.id
    try {
      const address = this.dataset['fragment']!
      const answer = await page(`${address}${address.endsWith('?') ? '' : '&'}${query}`, this.abort.signal)
      this.replaceChildren(...document.importNode(answer.body, true).childNodes)
      const entry = find<HTMLElement>('#filter-value, #filter-days, .filter-words input', this)
      const back = focused?.startsWith('filter-') ? document.getElementById(focused) : null
      ;(back ?? entry ?? find<HTMLElement>('select', this))?.focus()
      this.place()
    } catch (e) { toastProblem(e) }
  }

  private send(form: HTMLFormElement): void {
    const query = new URLSearchParams()
    for (const [name, value] of new FormData(form)) query.append(name, String(value))
    for (const field of fieldsIn(form)) {
      const value = readField(field)
      if (value instanceof Unreadable || value === null) { setFault(field, t('Enter something to compare with.')); return }
      query.append('v', String(value))
    }
    if (all<HTMLInputElement>('.filter-words input', form).length > 0 && !query.has('v')) return
    this.hidePopover()
    Turbo.visit(`${form.action}?${query.toString()}`)
  }

  /** Under the button that was pressed. */
  private place(): void {
    const opener = find<HTMLElement>('[popovertarget=filter-menu]:focus, [popovertarget=filter-menu][aria-expanded=true]') ?? all('[popovertarget=filter-menu]').at(-1)
    if (!opener || !this.matches(':popover-open')) return
    const at = opener.getBoundingClientRect()
    this.style.left = `${Math.max(8, Math.min(at.left, innerWidth - this.offsetWidth - 8))}px`
    this.style.top = `${at.bottom + 4}px`
  }
}

customElements.define('nx-filter', Filter)
