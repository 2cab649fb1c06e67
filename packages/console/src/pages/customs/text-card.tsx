import type { DocumentView, ExchangeText } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call, download } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/layout.tsx'
import { DocumentPanes } from '../../parts/document-panes.tsx'
import { say } from '../../text.ts'

export interface TextCardProps {
  readonly title: string
  /** Of the message at the gateway. */
  readonly path: string
  readonly of: ExchangeText
  readonly isKept: boolean
  /** Why there is none. */
  readonly missing: string
}

/** One text to read and to keep. It is opened on demand, since looking at it goes on record. */
export function TextCard({ title, path, of, isKept, missing }: TextCardProps) {
  const [view, setView] = useState<DocumentView | null>(null)
  const open = async () => setView(await call<DocumentView>('GET', `${path}/rendering?of=${of}`))
  if (!isKept) {
    return (
      <Card title={title}>
        <p class="dim">{missing}</p>
      </Card>
    )
  }
  return (
    <Card
      title={title}
      lead={say('Ai xem hoặc tải đều được ghi vào lịch sử.', 'Whoever reads or downloads it goes on record.')}
      actions={
        <>
          {view === null && (
            <Button small icon="eye" onClick={open}>
              {say('Xem', 'Read')}
              <span class="visually-hidden"> {title}</span>
            </Button>
          )}
          <Button small icon="download" onClick={() => download('GET', `${path}/file?of=${of}`)}>
            {say('Tải về', 'Download')}
            <span class="visually-hidden"> {title}</span>
          </Button>
        </>
      }
    >
      {view && <DocumentPanes view={view} />}
    </Card>
  )
}
