// Views of a list: the way it is shown now is kept under a name, changed, shared, made the one that the list opens with.
import { api, onceKey } from '../api'
import { el, find, icon } from '../dom'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'

const VIEWS = '/api/v1/core/views'

class Views extends HTMLElement {
  private readonly abort = new AbortController()

  connectedCallback(): void {
    this.addEventListener('click', e => {
      const action = (e.target as Element).closest<HTMLElement>('[data-do]')?.dataset['do']
      if (action) void this.act(action).catch(toastProblem)
    }, { signal: this.abort.signal })
    find('.tabs [aria-current]', this)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  private get menu(): HTMLElement | null { return find('#view-menu', this) }

  private async act(action: string): Promise<void> {
    const { resource, query = '' } = this.dataset
    const { view = '', name = '', private: isPrivate } = this.menu?.dataset ?? {}
    switch (action) {
      case 'keep': {
        const asked = await askName(t('Save as view'), '', true)
        if (!asked) return
        const { data } = await send<{ id: string }>('POST', VIEWS, { resource, query, name: asked.name, private: asked.private })
        toast(t('The view is kept.'), 'good')
        this.go(data.id)
        break
      }
      case 'save':
        await send('PATCH', `${VIEWS}/${view}`, { query })
        toast(t('The view is kept.'), 'good')
        this.go(view)
        break
      case 'rename': {
        const asked = await askName(t('Rename view'), name, false)
        if (!asked) return
        await send('PATCH', `${VIEWS}/${view}`, { name: asked.name })
        Turbo.visit(location.href, { action: 'replace' })
        break
      }
      case 'share':
        await send('PATCH', `${VIEWS}/${view}`, { private: isPrivate === undefined })
        Turbo.visit(location.href, { action: 'replace' })
        break
      case 'default':
        await send('POST', `${VIEWS}/${view}/${this.menu!.dataset['default'] === undefined ? 'make' : 'end'}_default`, {})
        Turbo.visit(location.href, { action: 'replace' })
        break
      case 'archive':
        await send('POST', `${VIEWS}/${view}/archive`, {})
        toast(t('The view was removed.'), 'info', { label: t('Undo'), action: () => void send('POST', `${VIEWS}/${view}/restore`, {}).then(() => this.go(view)).catch(toastProblem) })
        Turbo.visit(`${this.dataset['list']}?view=all`)
        break
    }
  }

  private go(view: string): void { Turbo.visit(`${this.dataset['list']}?view=${view}`) }
}

const send = <T>(method: string, path: string, body: unknown): ReturnType<typeof api<T>> => api<T>(path, { method, body, headers: { 'Idempotency-Key': onceKey() } })

/** Asks for a name, and who is to see the view. */
function askName(title: string, name: string, asksPrivate: boolean): Promise<{ name: string; private: boolean } | undefined> {
  return new Promise(resolve => {
    const input = el('input', { class: 'input', id: 'view-name', value: name, maxlength: 100, required: true, autocomplete: 'off' })
    const only = el('input', { type: 'checkbox', checked: true })
    const form = el('form', { method: 'dialog' },
      el('div', { class: 'dialog-body stack' }, el('div', { class: 'field' }, el('label', { for: 'view-name' }, t('Name')), input), asksPrivate && el('label', { class: 'check' }, only, t('Only for me'))),
      el('div', { class: 'dialog-foot' }, el('button', { class: 'button quiet', type: 'button', onclick: () => dialog.close() }, t('Cancel')), el('button', { class: 'button primary', type: 'submit' }, t('Save'))))
    const dialog = el('dialog', { 'aria-labelledby': 'view-title' }, el('div', { class: 'dialog-head' }, el('h2', { id: 'view-title' }, title),
      el('button', { class: 'button quiet icon-only', type: 'button', 'aria-label': t('Close'), onclick: () => dialog.close() }, icon('x'))), form)
    let answer: { name: string; private: boolean } | undefined
    form.addEventListener('submit', () => { answer = { name: input.value.trim(), private: only.checked } })
    dialog.addEventListener('close', () => { dialog.remove(); resolve(answer?.name ? answer : undefined) })
    document.body.append(dialog)
    dialog.showModal()
    input.select()
  })
}

customElements.define('nx-views', Views)
