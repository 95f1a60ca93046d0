// A page out of the browser's memory may be older than what is saved, or belong to somebody signed out.
addEventListener("pageshow", (event) => event.persisted && location.reload());
