// The tenant's events as they happen, one connection a page. Parts listen with `live(…)`; a lost connection is taken up where it ended.

/** An event as the API tells it (CloudEvents). */
export interface LiveEvent { id: string; type: string; subject?: string; time: string; data: Record<string, unknown> }

type Listener = (happened: LiveEvent) => void

const FIRST_WAIT = 500
const LONGEST_WAIT = 15_000
const listeners = new Set<Listener>()
let last: string | undefined
let wait = FIRST_WAIT
let socket: WebSocket | undefined

/** Listens until the returned function is called. */
export function live(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function startLive(): void {
  if (document.documentElement.dataset['live'] === undefined || socket) return
  connect()
  // A page that is gone to the background and comes back asks at once.
  document.addEventListener('visibilitychange', () => { if (!document.hidden && socket?.readyState === WebSocket.CLOSED) connect() })
}

function connect(): void {
  const address = new URL('/ws/live', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  if (last) address.searchParams.set('after', last)
  socket = new WebSocket(address)
  socket.onopen = () => { wait = FIRST_WAIT; tell('online') }
  socket.onmessage = message => {
    const happened = JSON.parse(String(message.data)) as LiveEvent
    if (!happened.type) return
    last = happened.id
    for (const listener of [...listeners]) listener(happened)
  }
  socket.onclose = () => {
    tell('offline')
    setTimeout(() => { if (socket?.readyState === WebSocket.CLOSED) connect() }, wait * (0.75 + Math.random() / 2))
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }
}

function tell(state: 'online' | 'offline'): void {
  document.documentElement.dataset['connection'] = state
  document.dispatchEvent(new CustomEvent('nexus:connection', { detail: state }))
}
