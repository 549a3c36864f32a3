// Tells quietly when the live connection is lost for more than a moment, and when it is back. Nothing is lost: what is typed stays, and presses are sent again.
import { el, icon } from './dom'
import { t } from './texts'

const PATIENCE = 2500
const BACK_SHOWN = 2500

let note: HTMLElement | undefined
let timer: number | undefined

export function startConnection(): void {
  document.addEventListener('nexus:connection', e => {
    clearTimeout(timer)
    if ((e as CustomEvent<string>).detail === 'offline') timer = window.setTimeout(() => show(t('Connection lost. Trying again …'), 'loader'), PATIENCE)
    else if (note?.isConnected) {
      show(t('Connected again'), 'check')
      timer = window.setTimeout(() => note?.remove(), BACK_SHOWN)
    }
  })
}

function show(text: string, image: string): void {
  note?.remove()
  note = el('div', { class: 'connection badge', role: 'status', 'data-turbo-permanent': true, id: 'connection' }, icon(image, 's'), text)
  document.body.append(note)
}
