/** Preferences of a profile that opens no page and no connection by itself, in addition to those that puppeteer sets. */
export const QUIET_PREFS = {
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.tabs.warnOnClose': false,
  'termsofuse.bypassNotification': true,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'toolkit.telemetry.enabled': false,
  'app.update.disabledForTesting': true,
  'app.normandy.enabled': false,
  'extensions.update.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  // The panel's figures do not model HTTP/3; Chromium runs without it too.
  'network.http.http3.enable': false,
  // Above 5, DevTools no longer warns before text is pasted into its console.
  'devtools.selfxss.count': 100,
  'devtools.toolbox.footer.height': 420, // CSS pixels
}

/** Lets peers offer and use loopback addresses, as plain numbers: mDNS names do not resolve without a network. */
export const LOOPBACK_PEER_PREFS = {
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
}
