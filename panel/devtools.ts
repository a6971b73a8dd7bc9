import browser from 'webextension-polyfill'

// Leading slashes resolve from the extension's root in both browsers.
void browser.devtools.panels.create('Duplex', '/icons/32.png', '/panel/panel.html')
