// A new custom field: its name follows from its label until the person writes one, and choices are asked for where there are any.
import { find } from '../dom'

customElements.define('nx-field-form', class extends HTMLElement {
  connectedCallback(): void {
    const label = find<HTMLInputElement>('[name=label]', this)
    const name = find<HTMLInputElement>('[name=name]', this)
    const kind = find<HTMLSelectElement>('[name=kind]', this)
    const choices = find('[data-for=choice]', this)
    if (!label || !name || !kind || !choices) return
    let own = false
    name.oninput = () => { own = name.value !== '' }
    label.oninput = () => { if (!own) name.value = plain(label.value) }
    kind.onchange = () => { choices.hidden = kind.value !== 'choice' }
    choices.hidden = kind.value !== 'choice'
  }
})

const plain = (text: string): string => text.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss').normalize('NFD').replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 48)
