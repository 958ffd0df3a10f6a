"""The addresses of those who work in Selaras."""

from django.urls import path

from selaras.web import coordination, delegations, drafts, files, jobs, matters, papers, people, triage, uploads, workspace

urlpatterns = [
    path("kerja/", workspace.inbox, name="inbox"),
    path("kerja/jabatan/", workspace.posts, name="posts"),
    path("kerja/triase/", triage.triage, name="triage"),
    path("kerja/kuasa/", delegations.powers, name="powers"),
    path("kerja/kuasa/operator/<int:row>/akhiri/", delegations.end_operator, name="operator_end"),
    path("kerja/kuasa/limpahan/<int:row>/akhiri/", delegations.end_delegation, name="delegation_end"),
    path("kerja/tugas/<str:key>/", jobs.progress, name="progress"),
    path("kerja/unggah/", uploads.begin, name="upload_new"),
    path("kerja/unggah/<str:upload>/", uploads.sending, name="upload"),
    path("kerja/naskah-dinas/<str:sort>/<str:key>/", papers.papers, name="papers"),
    path("kerja/berkas/", workspace.matters, name="matters"),
    path("kerja/berkas/baru/", drafts.new, name="matter_new"),
    path("kerja/berkas/pratinjau/", drafts.preview, name="matter_preview"),
    path("kerja/berkas/draf/<int:draft>/", drafts.edit, name="matter_draft"),
    path("kerja/berkas/draf/<int:draft>/hapus/", drafts.discard, name="matter_discard"),
    path("kerja/berkas/<str:number>/", matters.matter, name="matter"),
    path("kerja/berkas/<str:number>/langkah/", matters.step, name="matter_step"),
    path("kerja/berkas/<str:number>/naskah/<int:file>/", files.download, name="matter_file"),
    path("kerja/pejabat/", people.tenures, name="tenures"),
    path("kerja/pejabat/angkat/", people.appoint, name="appoint"),
    path("kerja/pejabat/pelantikan/", people.inauguration, name="inauguration"),
    path("kerja/pejabat/pelantikan/contoh.csv", people.example, name="inauguration_example"),
    path("kerja/pejabat/<int:tenure>/", people.tenure, name="tenure"),
    path("kerja/jalur/", coordination.rows, name="mapping"),
    path("kerja/jalur/tambah/", coordination.add, name="mapping_add"),
    path("kerja/jalur/<int:row>/", coordination.row, name="mapping_row"),
]
