// What stands around the rooms: their tabs, language and colours, and a message where a link could not be opened.
import { signal } from "@preact/signals";
import { Announcements } from "./announce";
import { hides } from "./presets";
import { ROOMS, type Room } from "./rooms";
import { language, say, type Language, type Words } from "./words";

export const SHELL = {
  rooms: { en: "Rooms", pt: "Salas" },
  language: { en: "Language", pt: "Idioma" },
  colours: { en: "Colours", pt: "Cores" },
  auto: { en: "as the system", pt: "como o sistema" },
  light: { en: "light", pt: "claro" },
  dark: { en: "dark", pt: "escuro" },
  link: { en: "Copy the link", pt: "Copiar o link" },
  linked: { en: "The link to exactly this is copied.", pt: "O link para exatamente isto foi copiado." },
  linkBelow: { en: "The link stands in the address bar.", pt: "O link está na barra de endereços." },
  badLink: {
    en: "This link cannot be opened: “{part}” means nothing here. The page is shown as it is at first.",
    pt: "Este link não pode ser aberto: “{part}” não significa nada aqui. A página aparece como no início.",
  },
  close: { en: "Close", pt: "Fechar" },
} satisfies Record<string, Words>;

export const room = signal<Room>(ROOMS[0]!);
/** A message above all, said anew in each language. */
export const notice = signal<(() => string) | undefined>(undefined);
const LANGUAGES: Record<Language, string> = { en: "English", pt: "Português" };
const THEMES = ["auto", "light", "dark"] as const;
const theme = signal<(typeof THEMES)[number]>("auto");

export function Shell() {
  const { View } = room.value;
  return (
    <>
      {hides("head") ? null : <Head />}
      {notice.value ? (
        <div class="notice" role="alert">
          {notice.value()} <button type="button" onClick={() => (notice.value = undefined)}>{say(SHELL.close)}</button>
        </div>
      ) : null}
      <main>
        <h1 class={hides("head") ? "unseen" : ""}>{say(room.value.title)}</h1>
        <View />
      </main>
      <Announcements />
    </>
  );
}

function Head() {
  return (
    <header>
      <span class="brand">actlab</span>
      {hides("rooms") ? null : (
        <nav aria-label={say(SHELL.rooms)}>
          {ROOMS.map((one) => (
            <button key={one.name} type="button" aria-current={one === room.value ? "page" : undefined} onClick={() => (room.value = one)}>
              {say(one.title)}
            </button>
          ))}
        </nav>
      )}
      <div class="choices">
        <CopyLink />
        <div role="group" aria-label={say(SHELL.language)}>
          {(Object.keys(LANGUAGES) as Language[]).map((one) => (
            <button key={one} type="button" lang={one} aria-pressed={one === language.value} onClick={() => (language.value = one)}>{LANGUAGES[one]}</button>
          ))}
        </div>
        <select
          aria-label={say(SHELL.colours)}
          value={theme.value}
          onChange={(event) => {
            theme.value = THEMES[event.currentTarget.selectedIndex] ?? "auto";
            document.documentElement.dataset["theme"] = theme.value;
          }}
        >
          {THEMES.map((one) => <option key={one} value={one}>{say(SHELL[one])}</option>)}
        </select>
      </div>
    </header>
  );
}

function CopyLink() {
  const copy = (): void => {
    // the address has not followed yet where something has just been changed
    setTimeout(() => {
      const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error());
      copied.then(() => (notice.value = () => say(SHELL.linked)), () => (notice.value = () => say(SHELL.linkBelow))); // prettier-ignore
    }, 300);
  };
  return <button type="button" onClick={copy}>{say(SHELL.link)}</button>;
}
