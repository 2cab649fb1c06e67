import type { ComponentChildren } from 'preact'

/** Choices that are on or off, under a name that screen readers tell. */
export function Chips({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <fieldset class="row chips">
      <legend class="visually-hidden">{label}</legend>
      {children}
    </fieldset>
  )
}

export function Chip(props: { readonly isOn: boolean; readonly label: string; readonly onClick: () => void }) {
  const { isOn, label, onClick } = props
  return (
    <button type="button" class="chip" aria-pressed={isOn} onClick={onClick}>
      {label}
    </button>
  )
}
