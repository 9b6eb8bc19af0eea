// Fills in the one-time code that a slip's QR code brings along behind the # of the address. That part
// of an address never reaches a server, so the code stands in no log. Without this script the code is
// typed from the slip.

const code = document.querySelector('input[name="code"]');
const brought = decodeURIComponent(location.hash.slice(1));

if (code && /^[0-9A-Za-z-]{16,24}$/.test(brought)) {
  if (!code.value) code.value = brought;
  history.replaceState(null, "", location.pathname);
  document.querySelector('input[name="password"]')?.focus();
}
