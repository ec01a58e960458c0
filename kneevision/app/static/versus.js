// A comparison that is not there yet is asked for at once.
const form = document.querySelector("#make");
form.querySelector("button").hidden = true;
form.submit();
