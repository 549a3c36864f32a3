// A role's grants as lines: what, and for which rows. They are kept as JSON in the form's hidden field.
import { el, find, icon } from '../dom'
import { t } from '../texts'

interface Grant { permission: string; rows: string }

customElements.define('nx-grants', class extends HTMLElement {
  connectedCallback(): void {
    const field = find<HTMLInputElement>('input[type=hidden]', this)
    if (!field || find('.grants', this)) return
    const list = el('ul', { class: 'grants' })
    const store = (): void => {
      const grants = [...list.children].map(line => ({ permission: find<HTMLInputElement>('input', line)!.value.trim(), rows: find<HTMLSelectElement>('select', line)!.value }))
      field.value = JSON.stringify(grants.filter(grant => grant.permission))
    }
    const add = (grant: Grant): HTMLElement => {
      const rows = el('select', { class: 'input', 'aria-label': t('For which rows') }, ...(['all', 'team', 'own'] as const).map(value => el('option', { value, selected: value === grant.rows }, t(value === 'all' ? 'all rows' : value === 'team' ? 'rows of their teams' : 'their own rows'))))
      const line = el('li', {},
        el('input', { class: 'input', value: grant.permission, list: 'grant-list', spellcheck: 'false', autocomplete: 'off', 'aria-label': t('Permission or pattern'), placeholder: 'crm.deal.*' }), rows,
        el('button', { class: 'button quiet icon-only', type: 'button', 'aria-label': t('Remove {0}', grant.permission), onclick: () => { line.remove(); store() } }, icon('x', 's')))
      list.append(line)
      return line
    }
    for (const grant of JSON.parse(field.value) as Grant[]) add(grant)
    this.addEventListener('input', store)
    this.append(list, el('button', { class: 'button small', type: 'button', onclick: () => find<HTMLElement>('input', add({ permission: '', rows: 'all' }))?.focus() }, icon('plus', 's'), t('Add a grant')))
  }
})
