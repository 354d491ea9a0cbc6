; The installer for one person, who needs no administrator. Built by `make windows`, which says
; VERSION, SOURCE (the frozen program) and OUT.
Unicode true
!include "MUI2.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\sheettools"

Name "sheettools ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\sheettools" ; no other is offered: all in it is ours to take away
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "sheettools"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Cài đặt sheettools"
VIAddVersionKey "LegalCopyright" "MIT"

!define MUI_WELCOMEPAGE_TITLE "Cài đặt sheettools ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "Chương trình làm sổ Excel cho từng thôn, kiểm tra sổ gửi về và tổng hợp báo cáo năm.$\r$\n$\r$\nCài cho riêng tài khoản này, không cần quyền quản trị. Không gửi gì lên mạng. Sổ và báo cáo của anh/chị nằm ở thư mục do anh/chị chọn; gỡ chương trình không xóa các tệp đó."
!define MUI_FINISHPAGE_TITLE "Đã cài xong"
!define MUI_FINISHPAGE_TEXT "Mở chương trình bằng biểu tượng “sheettools” trên màn hình nền hoặc trong danh mục Start."
!define MUI_FINISHPAGE_RUN "$INSTDIR\sheettools.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Mở sheettools ngay"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Vietnamese"

Section
  SetShellVarContext current
  RMDir /r "$INSTDIR\_internal" ; of an earlier version
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*"
  WriteUninstaller "$INSTDIR\go-cai-dat.exe"
  ExecWait '"$INSTDIR\sheettools.exe" --put-on-path'
  SetOutPath "$DOCUMENTS" ; there a shortcut begins
  CreateShortcut "$SMPROGRAMS\sheettools.lnk" "$INSTDIR\sheettools.exe"
  CreateShortcut "$DESKTOP\sheettools.lnk" "$INSTDIR\sheettools.exe"
  SetOutPath "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayName" "sheettools"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\sheettools.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "sheettools"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\go-cai-dat.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\go-cai-dat.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  SetShellVarContext current
  ExecWait '"$INSTDIR\sheettools.exe" --take-off-path'
  SetOutPath "$TEMP" ; a folder in which somebody is cannot be taken away
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\sheettools.exe"
  Delete "$INSTDIR\go-cai-dat.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\sheettools.lnk"
  Delete "$DESKTOP\sheettools.lnk"
  Delete "$APPDATA\sheettools\nam-dung-gan-day.txt"
  RMDir "$APPDATA\sheettools"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
