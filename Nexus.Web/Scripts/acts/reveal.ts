// Secrets that are shown once: each with a button that copies it, and no way back once the dialog is closed.
import { el, icon } from '../dom'
import { t } from '../texts'

/** A secret, address or the like with its copy button. */
export function copyable(label: string, value: string): HTMLElement {
  const button = el('button', { class: 'button small', type: 'button', 'aria-label': t('Copy {0}', label) }, icon('copy', 's'), t('Copy'))
  button.addEventListener('click', () => void navigator.clipboard.writeText(value).then(() => {
    button.replaceChildren(icon('check', 's'), t('Copied'))
    setTimeout(() => button.replaceChildren(icon('copy', 's'), t('Copy')), 2000)
  }, () => select(code)))
  const code = el('code', { tabindex: '0' }, value)
  return el('div', { class: 'secret' }, el('span', { class: 'secret-label' }, label), code, button)
}

/** Without access to the clipboard the text is at least selected. */
function select(node: Node): void {
  const range = document.createRange()
  range.selectNodeContents(node)
  getSelection()?.removeAllRanges()
  getSelection()?.addRange(range)
}

/** Shows secrets until the person closes them. */
export function reveal(title: string, text: string, secrets: [string, string][]): Promise<void> {
  return new Promise(closed => {
    const done = el('button', { class: 'button primary', type: 'button' }, t('I have kept it'))
    const dialog = el('dialog', { class: 'reveal', 'aria-labelledby': 'reveal-title' },
      el('div', { class: 'dialog-head' }, el('h2', { id: 'reveal-title' }, title)),
      el('div', { class: 'dialog-body stack' }, el('div', { class: 'alert warn' }, icon('triangle-alert'), el('div', {}, text)), ...secrets.map(([label, value]) => copyable(label, value))),
      el('div', { class: 'dialog-foot' }, done))
    done.addEventListener('click', () => dialog.close())
    // A slip of the hand must not lose what can't be shown again.
    dialog.addEventListener('cancel', e => e.preventDefault())
    dialog.addEventListener('close', () => { dialog.remove(); closed() })
    document.body.append(dialog)
    dialog.showModal()
  })
}
