import './design/tokens.css'
import './design/base.css'
import './design/components.css'
import './shell/shell.css'
import { render } from 'preact'
import { drawAttention } from './attention/attention.ts'
import { followActivity } from './presence.ts'
import { App } from './shell/app.tsx'

drawAttention()
followActivity()

const root = document.getElementById('app')
if (root) render(<App />, root)
