import type { ApprovalDetails, DocumentView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call, download } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { formatBytes } from '../../format.ts'
import { RawText } from '../../parts/raw-text.tsx'
import { say } from '../../text.ts'

/** The document as it came, for who wants every letter of it. Asked for on demand, since that goes on record. */
export function OriginalText({ approval: { id, documentBytes } }: { readonly approval: ApprovalDetails }) {
  const [view, setView] = useState<DocumentView | null>(null)
  const path = `/admin/requests/${encodeURIComponent(id)}`
  return (
    <>
      <div class="row">
        {view === null && (
          <Button small icon="eye" onClick={async () => setView(await call('GET', `${path}/rendering?of=original`))}>
            {say('Xem nguyên văn', 'As it came')}
          </Button>
        )}
        <Button small icon="download" onClick={() => download('GET', `${path}/document`)}>
          {say('Tải về', 'Download')}
          <span class="dim">{formatBytes(documentBytes)}</span>
        </Button>
      </div>
      {view && <RawText view={view} />}
    </>
  )
}
