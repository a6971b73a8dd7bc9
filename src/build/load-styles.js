// `tsx --import ./src/build/load-styles.js` runs sources that import style sheets, as the report does.
import { register } from 'node:module'

register('./style-hooks.js', import.meta.url)
