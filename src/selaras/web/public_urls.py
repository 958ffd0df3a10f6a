"""The addresses that anybody may open."""

from django.urls import path

from selaras.web import (
    agenda,
    decisions,
    health,
    kinds,
    open_groups,
    open_matters,
    paths,
    policies,
    portal,
    procedures,
    provisions,
    units,
    verify,
)

urlpatterns = [
    path("", portal.home, name="home"),
    path("struktur/", units.structure, name="structure"),
    path("unit/<str:code>/", units.unit, name="unit"),
    path("unit/<str:unit>/<str:post>/", units.post, name="post"),
    path("jalur/", paths.paths, name="paths"),
    path("hubungan/", kinds.kinds, name="kinds"),
    path("hubungan/<str:code>/", procedures.procedure, name="procedure"),
    path("peraturan/", provisions.regulations, name="regulations"),
    path("peraturan/<str:code>/", provisions.regulation, name="regulation"),
    path("peraturan/<str:code>/<str:root>/", provisions.provision, name="provision"),
    path("pasal-demi-pasal/", provisions.law_coverage, name="coverage"),
    path("unsur/", portal.signs, name="signs"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/<int:meeting>/", agenda.meeting, name="agenda_meeting"),
    path("berkas/", open_matters.matters, name="open_matters"),
    path("berkas/<str:number>/", open_matters.matter, name="open_matter"),
    path("keputusan/", decisions.decisions, name="decisions"),
    path("keputusan/<int:decision>/", decisions.decision, name="decision"),
    path("gugus-kerja/", open_groups.groups, name="open_groups"),
    path("gugus-kerja/<int:group>/", open_groups.group, name="open_group"),
    path("kebijakan/", policies.policies, name="policies"),
    path("kebijakan/<int:document>/", policies.policy_page, name="open_policy"),
    path("kebijakan/naskah/<int:file>/", policies.instrument, name="open_instrument"),
    path("periksa/", verify.verify, name="verify"),
    path("periksa/<str:code>/", verify.verify, name="verify_paper"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
