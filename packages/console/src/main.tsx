import './design/tokens.css'
import './design/base.css'
import './design/components.css'
import './shell/shell.css'
import { render } from 'preact'
import { App } from './shell/app.tsx'

const root = document.getElementById('app')
if (root) render(<App />, root)
