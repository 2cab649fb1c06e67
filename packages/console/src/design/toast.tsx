/** Short words about what just happened; read out by screen readers, gone after a while. */
import { signal } from '@preact/signals'
import { toApiError } from '../resource.ts'
import { say } from '../text.ts'
import { Icon } from './icon.tsx'

interface Toast {
  readonly id: number
  readonly kind: 'good' | 'bad'
  readonly text: string
  readonly next: string | null
}

const SHOWN_MS = { good: 5_000, bad: 15_000 } as const

const toasts = signal<readonly Toast[]>([])
let lastId = 0

export function toast(text: string): void {
  show({ kind: 'good', text, next: null })
}

export function toastError(error: unknown): void {
  const { text, next } = toApiError(error)
  show({ kind: 'bad', text, next })
}

function show(what: Omit<Toast, 'id'>): void {
  const id = ++lastId
  toasts.value = [...toasts.value.slice(-3), { id, ...what }]
  setTimeout(() => dismiss(id), SHOWN_MS[what.kind])
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, kind, text, next }) => (
        <div key={id} class={`toast ${kind}`}>
          <Icon name={kind === 'good' ? 'check' : 'alert'} />
          <div>
            <p>{text}</p>
            {next && <p class="dim">{next}</p>}
          </div>
          <button
            type="button"
            class="button quiet icon-only small"
            aria-label={say('Đóng', 'Close')}
            onClick={() => dismiss(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
