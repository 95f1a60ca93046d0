// Signing up and in: tell the server which clock the person lives by, and let them see the password.
const zone = document.querySelector("#id_time_zone");
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
