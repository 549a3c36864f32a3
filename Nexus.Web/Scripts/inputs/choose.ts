// A long list of choices that can be searched: a select stays the keeper of the value.
import { el } from '../dom'
import { t } from '../texts'
import { Combobox, type Option } from './combobox'

const SHOWN_MAX = 60

class Choose extends Combobox {
  private get select(): HTMLSelectElement { return this.querySelector('select')! }

  protected entry(): HTMLInputElement {
    const old = this.querySelector<HTMLInputElement>('input[role=combobox]')
    if (old) return old
    const { select } = this
    const input = el('input', { class: 'input', id: select.id, type: 'text', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', placeholder: t('Search'), 'aria-describedby': select.getAttribute('aria-describedby') })
    select.removeAttribute('id')
    select.hidden = true
    select.before(input)
    input.value = select.selectedOptions[0]?.text ?? ''
    select.addEventListener('change', () => { input.value = select.selectedOptions[0]?.text ?? '' })
    return input
  }

  protected find(text: string): Option[] {
    const wanted = plain(text)
    const options = [...this.select.options].filter(o => o.value).map(o => ({ value: o.value, label: o.text, note: o.text.startsWith(o.value) ? undefined : o.value }))
    const fits = wanted ? options.filter(o => plain(o.label).includes(wanted) || o.value.toLowerCase() === wanted) : options
    // What begins with it comes before what has it somewhere.
    return fits.sort((a, b) => wanted ? rank(a, wanted) - rank(b, wanted) : 0).slice(0, wanted ? SHOWN_MAX : undefined)
  }

  protected chosen(option: Option): void {
    this.select.value = option.value
    this.input.value = option.label
  }

  protected left(): void {
    const written = plain(this.input.value)
    if (!written) {
      if (this.select.value) { this.select.value = ''; this.told() }
      return
    }
    const option = [...this.select.options].find(o => plain(o.text) === written || o.value.toLowerCase() === written)
    const before = this.select.value
    this.select.value = option?.value ?? ''
    if (option) this.input.value = option.text
    if (this.select.value !== before) this.told()
  }

  protected value(): string { return this.select.value }
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

const rank = (option: Option, wanted: string): number => option.value.toLowerCase() === wanted ? 0 : plain(option.label).startsWith(wanted) ? 1 : 2

customElements.define('nx-choose', Choose)
