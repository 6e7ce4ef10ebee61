// A link may carry a code behind its « # », which browsers never send: it is put in the field, and taken out of the address.
// Nothing is sent until the person presses the button.
const field = document.querySelector("input[name=code]");
const carried = decodeURIComponent(location.hash.slice(1));
if (field && /^[0-9A-Za-z-]{12,14}$/.test(carried)) {
  field.value = carried;
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("form button").focus();
}
