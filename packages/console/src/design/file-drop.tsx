import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

/** Takes files that are dropped on it, or chosen with a click or the keyboard. */
export function FileDrop(props: {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly accept?: string
  readonly multiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
}) {
  const { label, hint, accept, multiple, onFiles } = props
  const [isOver, setOver] = useState(false)
  const id = useId()
  const take = (files: FileList | null) => {
    const list = [...(files ?? [])]
    if (list.length > 0) onFiles(multiple ? list : list.slice(0, 1))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the input inside does the same for keyboards
    <div
      class={isOver ? 'file-drop over' : 'file-drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer?.files ?? null)
      }}
    >
      <Icon name="upload" />
      <label for={id}>{label}</label>
      {hint && <p class="field-hint">{hint}</p>}
      <input
        id={id}
        type="file"
        class="visually-hidden"
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
