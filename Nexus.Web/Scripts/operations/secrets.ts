// Secrets that an operation shows this once.
import { el, find, icon } from '../dom'
import { t } from '../texts'

export function showSecrets(names: string[], data: Record<string, unknown>): Promise<void> {
  return new Promise(resolve => {
    const dialog = el('dialog', { 'aria-labelledby': 'secrets-title' },
      el('div', { class: 'dialog-head' }, el('h2', { id: 'secrets-title' }, t('Keep this now'))),
      el('div', { class: 'dialog-body stack' },
        el('p', { class: 'muted' }, t('It is shown this once and can’t be shown again.')),
        ...names.map((name, i) => el('div', { class: 'field' }, el('label', { for: `secret-${i}` }, word(name)),
          el('div', { class: 'row' }, el('input', { class: 'input code-input grow', id: `secret-${i}`, readonly: true, value: String(data[name] ?? '') }),
            el('button', { class: 'button', type: 'button', onclick: (e: Event) => void copy(e.currentTarget as HTMLElement, String(data[name] ?? '')) }, icon('copy'), t('Copy')))))),
      el('div', { class: 'dialog-foot' }, el('button', { class: 'button primary', type: 'button', onclick: () => dialog.close() }, t('I have kept it'))))
    // Not by Esc: it would be gone.
    dialog.addEventListener('cancel', e => e.preventDefault())
    dialog.addEventListener('close', () => { dialog.remove(); resolve() })
    document.body.append(dialog)
    dialog.showModal()
    find<HTMLInputElement>('input', dialog)?.select()
  })
}

const word = (name: string): string => { const words = name.replaceAll('_', ' '); return words.charAt(0).toUpperCase() + words.slice(1) }

async function copy(button: HTMLElement, text: string): Promise<void> {
  const done = (): void => button.replaceChildren(icon('check'), t('Copied'))
  try { await navigator.clipboard.writeText(text); done() } catch {
    find<HTMLInputElement>('input', button.parentElement!)?.select()
    if (document.execCommand('copy')) done()
  }
}
