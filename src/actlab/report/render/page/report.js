// @ts-check
// The report's own script: the choice of language and of colours, and files that are kept. No network, no storage.
"use strict";

(() => {
  /** @type {{title: Record<string, string>, files: Record<string, string>}} */
  const stored = JSON.parse(document.getElementById("actlab-data")?.textContent ?? "{}");
  const page = document.documentElement;

  /**
   * Show which of several buttons is chosen.
   * @param {string} attribute
   * @param {string} value
   */
  function press(attribute, value) {
    for (const button of document.querySelectorAll(`button[${attribute}]`)) {
      button.setAttribute("aria-pressed", String(button.getAttribute(attribute) === value));
    }
  }

  /** @param {string} language */
  function speak(language) {
    page.lang = language;
    document.title = stored.title[language] ?? document.title;
    for (const picture of document.querySelectorAll("svg[role=img]")) {
      // of several titles browsers show the first one
      const title = picture.querySelector(`:scope > title[lang="${language}"]`);
      if (title) picture.prepend(title);
    }
    press("data-language", language);
  }

  /** @param {string} theme */
  function paint(theme) {
    page.dataset.theme = theme;
    press("data-theme-choice", theme);
  }

  /** @param {string} name */
  function keep(name) {
    const address = URL.createObjectURL(new Blob([stored.files[name]], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  /**
   * Copy the code that stands beside a button; where the clipboard is closed, it is selected.
   * @param {HTMLElement} button
   */
  async function copy(button) {
    const code = button.parentElement?.querySelector("pre");
    const copied = button.parentElement?.querySelector(".copied");
    if (!code) return;
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      if (copied instanceof HTMLElement) copied.hidden = false;
    } catch {
      getSelection()?.selectAllChildren(code);
    }
  }

  for (const button of document.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const { language, themeChoice, file, copy: copies } = button.dataset;
      if (language) speak(language);
      if (themeChoice) paint(themeChoice);
      if (file) keep(file);
      if (copies !== undefined) copy(button);
    });
    button.hidden = false;
  }
  const controls = document.querySelector(".controls");
  if (controls instanceof HTMLElement) controls.hidden = false;
  speak(page.lang);
})();
