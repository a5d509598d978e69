// Starts the app. A file of its own, because the page's policy allows no script inside it.
import init from "{{app.js}}";

const MODULES = {{modules}};
const loaded = new Map();

// The app asks for what it does not always need by name: the frontend's other binaries.
globalThis.soxa = {
  loadModule(name) {
    if (!loaded.has(name)) {
      const loading = import(MODULES[name]).then(async (module) => {
        await module.default();
        return module;
      });
      // offline for a moment: the next call tries again
      loading.catch(() => loaded.delete(name));
      loaded.set(name, loading);
    }
    return loaded.get(name);
  },
};

try {
  await init({ module_or_path: "{{app_bg.wasm}}" });
  document.documentElement.dataset.boot = "done";
} catch (error) {
  console.error(error);
  document.documentElement.dataset.boot = "failed";
  document.getElementById("boot-failed").hidden = false;
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch((error) => console.warn("sw.js:", error));
}
