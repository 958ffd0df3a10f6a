// Script of every page; each page works without it first.
import htmx from "htmx.org";
import "./minutes.js";
import "./selaras.js";
import "./uploads.js";

// The content security policy allows neither evaluated code nor styles written into the page.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
