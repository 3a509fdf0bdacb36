import '@preact/signals';
import { render } from 'preact';
import './design/design.css';
import { findSession } from './session/session.js';
import { App } from './shell/app.js';
import { language, speak } from './words/words.js';

const page = document.getElementById('page');
if (page) {
  await speak(language.value);
  render(<App />, page);
  void findSession();
}
