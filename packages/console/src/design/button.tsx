import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'
import { toastError } from './toast.tsx'

export interface ButtonProps {
  readonly children?: ComponentChildren
  /** One primary button to a view: what most people came for. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: IconName
  /** For a button that shows its icon only: what it does, for screen readers and as a tooltip. */
  readonly label?: string
  readonly small?: boolean
  readonly disabled?: boolean
  readonly submit?: boolean
  readonly autoFocus?: boolean
  /** From outside, such as a form that is being sent. */
  readonly isBusy?: boolean
  /** While its promise runs the button is busy; what it throws is shown to the person. */
  readonly onClick?: () => unknown
}

export function Button(props: ButtonProps) {
  const { children, kind = 'plain', icon, label, small, disabled, submit, autoFocus, onClick } = props
  const [isRunning, setRunning] = useState(false)
  const isMounted = useRef(true)
  useEffect(
    () => () => {
      isMounted.current = false
    },
    [],
  )
  const isBusy = isRunning || props.isBusy === true
  const click = async () => {
    if (isBusy || !onClick) return
    setRunning(true)
    try {
      await onClick()
    } catch (error) {
      toastError(error)
    } finally {
      if (isMounted.current) setRunning(false)
    }
  }
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={`button ${kind}${small ? ' small' : ''}${children ? '' : ' icon-only'}`}
      disabled={disabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-label={label}
      title={label}
      autoFocus={autoFocus}
      onClick={submit ? undefined : click}
    >
      {isBusy ? <span class="spinner" aria-hidden="true" /> : icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  )
}

/** Looks like a button and leads somewhere. */
export function ButtonLink(props: {
  readonly href: string
  readonly children: ComponentChildren
  readonly icon?: IconName
  readonly kind?: 'primary' | 'plain' | 'quiet'
  readonly small?: boolean
}) {
  const { href, children, icon, kind = 'plain', small } = props
  return (
    <a class={`button ${kind}${small ? ' small' : ''}`} href={href}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}
